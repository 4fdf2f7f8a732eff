import { Router } from 'express';
import { deliver, type DeliveryDeps } from './deliver';

/** The HTTP side of delivery, to be mounted at `DELIVERY_PATH`. It needs no session: the URL is the permission. */
export function deliveryRouter(deps: DeliveryDeps): Router {
  const router = Router();
  router.use((request, response) => deliver(deps, request, response));
  return router;
}
