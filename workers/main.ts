import { boot } from '../src/boot';
import { runProcess } from '../src/run-process';
import { ALL_WORKERS, startWorkers } from './start-workers';

/** A worker process: runs the workers that WORKERS names, all of them by default, until it is told to stop. */
runProcess(async ({ config, log }) => {
  const platform = await boot(config, log);
  const names = config.workers ?? ALL_WORKERS;
  const workers = startWorkers(platform, names);
  log.info({ workers: names }, 'working');
  return async () => {
    await workers.close();
    await platform.close();
  };
});
