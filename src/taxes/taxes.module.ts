import { type Module } from '../platform/module';
import { TaxRate } from './tax-rate.entity';

export const taxesModule: Module = { name: 'taxes', entities: [TaxRate] };
