export {
  canonicalCode,
  discountCodes,
  type Discounts,
  type DiscountTable,
  type Redemption,
} from './discount-codes';
export { discountsModule } from './discounts.module';
