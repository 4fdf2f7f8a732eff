export { closeStock } from './close-stock';
export { availableOf, loadStockLevels } from './load-stock-levels';
export { LockedStock, type Shortage } from './locked-stock';
export { lockStock } from './lock-stock';
export { openStock, type OpeningStock } from './open-stock';
export { setMinLevels } from './set-min-levels';
export { StockLevel } from './stock-level.entity';
export { stockModule } from './stock.module';
