export { flatRates, type ShippingOffer, type ShippingRate, type ShippingRates } from './shipping-rates';
export { shippingModule } from './shipping.module';
