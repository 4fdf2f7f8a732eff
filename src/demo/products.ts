import { type DemoProduct } from './products/demo-product';
import { LIGHT } from './products/light';
import { TABLEWARE } from './products/tableware';
import { VASES } from './products/vases';

export { DEMO_CATEGORIES, type DemoCategory } from './products/categories';
export { type DemoProduct } from './products/demo-product';

/** What the demo shop sells, in the order in which it is made. */
export const DEMO_PRODUCTS: readonly DemoProduct[] = [...VASES, ...TABLEWARE, ...LIGHT];
