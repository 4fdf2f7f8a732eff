export { ratesByCountry, type TaxRules, type TaxTable } from './tax-rules';
export { taxesModule } from './taxes.module';
