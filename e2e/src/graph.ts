/** A client of the public graph, as anybody could write it: HTTP, and graphql-transport-ws. */
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface GraphAnswer<Data> {
  data: Data | null;
  errors: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[];
}

export class Graph {
  constructor(
    readonly url: string,
    readonly accessToken: string | null = null,
  ) {}

  as(accessToken: string): Graph {
    return new Graph(this.url, accessToken);
  }

  /** The whole answer, refusals included. */
  async answer<Data = Record<string, never>>(
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<GraphAnswer<Data>> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.accessToken ? { authorization: `Bearer ${this.accessToken}` } : {}),
      },
      body: JSON.stringify({ query, variables }),
    });
    const body = (await response.json()) as Partial<GraphAnswer<Data>>;
    return { data: body.data ?? null, errors: body.errors ?? [] };
  }

  /** The data; throws what the graph refused. */
  async ask<Data = Record<string, never>>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const { data, errors } = await this.answer<Data>(query, variables);
    if (errors.length > 0 || !data) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** The code of the first refusal, or null. */
  async refusal(query: string, variables: Record<string, unknown> = {}): Promise<string | null> {
    const { errors } = await this.answer(query, variables);
    return errors[0]?.extensions?.code ?? (errors[0] ? errors[0].message : null);
  }

  /** Follows a subscription; `received` grows as results come. */
  follow<Data>(query: string, variables: Record<string, unknown> = {}): Followed<Data> {
    const received: Data[] = [];
    const problems: unknown[] = [];
    const client: Client = createClient({
      url: this.url.replace(/^http/, 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${this.accessToken}` },
      retryAttempts: 1_000,
      shouldRetry: () => true,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, 200)),
    });
    const unsubscribe = client.subscribe<Data>(
      { query, variables },
      {
        next: (result) => {
          if (result.errors) problems.push(result.errors);
          if (result.data) received.push(result.data);
        },
        error: (error) => problems.push(error),
        complete: () => undefined,
      },
    );
    return {
      received,
      problems,
      close: async () => {
        unsubscribe();
        await client.dispose();
      },
    };
  }
}

export interface Followed<Data> {
  received: Data[];
  problems: unknown[];
  close(): Promise<void>;
}
