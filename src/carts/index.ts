export { Cart } from './cart.entity';
export { cartsModule } from './carts.module';
export { findAnyCarts, findCarts, mayUse } from './find-cart';
export { joinCarts } from './join-carts';
export { loadCartLines, type SellableLine } from './load-cart-lines';
export { lockCarts } from './lock-carts';
export { markOrdered } from './mark-ordered';
export { sweepExpiredCarts } from './sweep-expired-carts';
