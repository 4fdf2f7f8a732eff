import { type Module } from '../platform/module';
import { StockLevel } from './stock-level.entity';
import { StockMovement } from './stock-movement.entity';
import { StockReservation } from './stock-reservation.entity';

export const stockModule: Module = {
  name: 'stock',
  entities: [StockLevel, StockMovement, StockReservation],
  broadcasts: ['stock.changed'],
};
