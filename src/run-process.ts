import 'reflect-metadata';
import { type Config, configFromEnvironment, ConfigError } from './config';
import { EmbeddedPostgresError } from './platform/database/embedded';
import { armFailpoints } from './platform/failpoint';
import { createLog, type Log, terminalStream } from './platform/log';

/** What a process starts with; the answer is how it stops. */
export type StartProcess = (given: { config: Config; log: Log }) => Promise<() => Promise<void>>;

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
/** Beyond the grace of everything that drains, something hangs: better to end than to be killed. */
const HANGS_AFTER_MS = 15_000;

/**
 * Runs a process of Vitrine from start to end: reads the configuration (a wrong one is said in words and ends
 * it), starts, and on SIGTERM or SIGINT drains once and exits. A second signal ends it at once.
 */
export function runProcess(start: StartProcess): void {
  let config: Config;
  try {
    config = configFromEnvironment();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  armFailpoints(config.failpoints);
  const forPeople = !config.production && process.stdout.isTTY;
  const log = createLog({ level: config.logLevel, ...(forPeople && { destination: terminalStream() }) });
  void run(start, config, log);
}

async function run(start: StartProcess, config: Config, log: Log): Promise<void> {
  const stopping = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of SIGNALS) {
      process.once(signal, () => {
        resolve(signal);
        process.once(signal, () => process.exit(130));
      });
    }
  });
  try {
    const stop = await start({ config, log });
    log.info({ signal: await stopping }, 'stopping: what was begun is finished first');
    setTimeout(() => process.exit(1), config.drainMs + HANGS_AFTER_MS).unref();
    await stop();
    log.info('stopped');
    process.exit(0);
  } catch (error) {
    const said = error instanceof ConfigError || error instanceof EmbeddedPostgresError;
    if (said) process.stderr.write(`${error.message}\n`);
    else log.fatal({ err: error }, 'could not go on');
    process.exit(1);
  }
}
