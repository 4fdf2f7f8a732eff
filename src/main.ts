import { ALL_WORKERS, startWorkers } from '../workers/start-workers';
import { createApp } from './app';
import { boot } from './boot';
import { DEMO_SLUG } from './demo/demo-workspace';
import { homePage } from './demo/home-page';
import { startDemo } from './demo/start-demo';
import { PLAYGROUND } from './playground-examples';
import { runProcess } from './run-process';

/**
 * The API process. In development it also runs the workers and makes the demo workspace; elsewhere it runs
 * the relay beside the API, so that what it commits is heard at once, and whatever else WORKERS names.
 */
runProcess(async ({ config, log }) => {
  const platform = await boot(config, log);
  const { development } = config;
  const app = await createApp(platform, {
    playground: PLAYGROUND,
    ...(development && { routes: [{ path: '/', handler: homePage }], defaultWorkspace: DEMO_SLUG }),
  });
  const url = await app.listen(config.port, config.host);
  const workers = startWorkers(platform, config.workers ?? (development ? ALL_WORKERS : ['relay']));
  const demo = development ? startDemo(platform, url) : null;
  log.info(`Vitrine is open: ${url} (playground: ${url}/graphql)`);

  return async () => {
    await demo?.close();
    // At once, so that together they keep within the grace; what is committed meanwhile waits in the outbox.
    await Promise.all([app.drain(config.drainMs), workers.close()]);
    await platform.close();
  };
});
