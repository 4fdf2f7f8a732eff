import { type Config, loadConfig } from './config';
import { developmentSecrets } from './development-secrets';

export { type Config, ConfigError, type DatabaseAddress, loadConfig } from './config';

/** The configuration of this process, from its environment: the one place that reads it. */
export function configFromEnvironment(): Config {
  return loadConfig(process.env, developmentSecrets);
}
