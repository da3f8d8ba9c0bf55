import { ConfigRefused, readConfig, type SandboxConfig } from './config.ts';
import { startSandbox } from './sandbox.ts';

function configOrStop(): SandboxConfig {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

const sandbox = await startSandbox(configOrStop());

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  // Deliveries under way have five seconds of their own; what is not answered then waits in the state.
  setTimeout(() => process.exit(1), 8_000).unref();
  void sandbox.close().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
