import { connect, type Socket } from 'node:net';

/** One keep-alive connection that asks one thing at a time, with as little of its own cost as a client can have. */
export class KeepAlive {
  readonly #socket: Socket;
  #received: Buffer[] = [];
  #answered: ((answer: string) => void) | null = null;
  #failed: (error: Error) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', (error) => this.#failed(error));
    socket.on('close', () => this.#failed(new Error('the connection was closed')));
  }

  static open(port: number): Promise<KeepAlive> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => resolve(new KeepAlive(socket)));
      socket.once('error', reject);
    });
  }

  /** Sends a whole request and answers the whole response. Throws where the connection ends first. */
  ask(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#failed = () => undefined;
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#received.push(chunk);
    const text = (this.#received.length === 1 ? chunk : Buffer.concat(this.#received)).toString('latin1');
    const headEnd = text.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = /\r\ncontent-length: *(\d+)/i.exec(text.slice(0, headEnd + 2))?.[1];
    if (length === undefined) return this.#failed(new Error(`an answer without a length: ${text.slice(0, headEnd)}`));
    if (text.length < headEnd + 4 + Number(length)) return;
    this.#received = [];
    this.#answered?.(text);
  }
}
