export { type QueueBackend } from './backend';
export {
  type AddOptions,
  type JobPayload,
  JobQueues,
  type QueueDepth,
  type SettingsByQueue,
} from './job-queues';
export { type Job, type JobHandler, type JobWorker } from './job-worker';
export { migrateQueue } from './migrate-queue';
export { PermanentJobError } from './permanent-job-error';
export { QUEUE_SCHEMA } from './postgres-transport';
export { DEFAULT_QUEUE_SETTINGS, type QueueSettings } from './queue-settings';
