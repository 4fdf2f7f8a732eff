import { type Router } from 'express';
import { type Metric } from 'prom-client';
import { type Platform } from '../../platform/open-platform';
import { TransformRenderer } from '../processing/image/transform-renderer';
import { TransformMaker } from '../processing/on-demand/transform-maker';
import { deliveryRouter } from './delivery-router';
import { type MediaUrls } from './media-urls';
import { UseNotes } from './note-use';

export interface Delivery {
  /** To be mounted at `DELIVERY_PATH`. */
  readonly router: Router;
  readonly metrics: readonly Metric[];
  /** Ends what is being made and its children, once no request is answered any more. */
  close(): Promise<void>;
}

/** Delivery, with what makes renditions when they are first asked for; its children start when they are needed. */
export function startDelivery(
  services: Pick<Platform, 'config' | 'log' | 'database' | 'unitOfWork' | 'storage'>,
  urls: MediaUrls,
): Delivery {
  const { config, unitOfWork, log } = services;
  const { processes, maxQueued } = config.transforms;
  const maker = new TransformMaker({
    ...services,
    renderer: new TransformRenderer({ processes, maxQueued }),
    mostInWork: processes + maxQueued,
    mostKept: config.renditions.perContent,
  });
  const uses = new UseNotes(unitOfWork, log);
  return {
    router: deliveryRouter({ ...services, urls, maker, uses }),
    metrics: maker.metrics,
    async close() {
      await maker.close();
      await uses.settled();
    },
  };
}
