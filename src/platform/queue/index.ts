export { type QueueBackend } from './backend';
export { JobQueues } from './job-queues';
export { migrateQueue } from './migrate-queue';
export { QUEUE_SCHEMA } from './postgres-transport';
