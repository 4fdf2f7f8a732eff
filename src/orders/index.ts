export { followPayment, resumeAttempt } from './follow-payments';
export { ordersModule } from './orders.module';
export { placeDeps } from './place/place-deps';
export { requeueDueAttempts } from './requeue-due-attempts';
