export { flatRates, type ShippingOffer, type ShippingRates } from './shipping-rates';
export { shippingModule } from './shipping.module';
