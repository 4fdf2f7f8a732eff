export { type Broadcast, createBroadcast } from './broadcast';
