export { presentStock, StockLevel } from './stock-level.type';
