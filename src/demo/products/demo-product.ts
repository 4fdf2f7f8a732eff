/** A picture of a demo product; its name is that of the rendered picture. The first of a product is its primary. */
export interface DemoPicture {
  readonly name: string;
  /** What is to be seen, for who cannot see it. */
  readonly alt: string;
}

export interface DemoPrice {
  /** A decimal number, as '24.00'. */
  readonly amount: string;
  readonly currencyCode: 'EUR';
}

export interface DemoVariant {
  readonly sku: string;
  readonly title: string;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly price: DemoPrice;
  readonly compareAtPrice?: DemoPrice;
  /** The opening stock. */
  readonly onHand: number;
  /** Grams. */
  readonly weight: number;
  /** Millimetres. */
  readonly dimensions: { readonly length: number; readonly width: number; readonly height: number };
}

/** A product of the demo shop: the API's input for it, but for its pictures. */
export interface DemoProduct {
  readonly title: string;
  readonly slug: string;
  readonly description: string;
  readonly brand: string;
  /** The first tag is the category: vases, tableware or light. */
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly featured?: boolean;
  readonly variants: readonly DemoVariant[];
  readonly pictures: readonly DemoPicture[];
}

interface VariantFacts {
  readonly sku: string;
  /** What is chosen, as Glaze or Colour, and the value of it. */
  readonly choice: readonly [name: string, value: string];
  readonly price: string;
  readonly before?: string;
  readonly stock: number;
  readonly grams: number;
  /** Length, width and height in millimetres. */
  readonly size: readonly [length: number, width: number, height: number];
}

/** Builds a variant in the API's shape; it is named by its one option. */
export function variant({
  sku,
  choice: [name, value],
  price,
  before,
  stock,
  grams,
  size,
}: VariantFacts): DemoVariant {
  const [length, width, height] = size;
  return {
    sku,
    title: value,
    options: [{ name, value }],
    price: { amount: price, currencyCode: 'EUR' },
    ...(before !== undefined && { compareAtPrice: { amount: before, currencyCode: 'EUR' } }),
    onHand: stock,
    weight: grams,
    dimensions: { length, width, height },
  };
}
