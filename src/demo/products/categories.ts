/** A category of the demo shop; the first picture of its first product stands for it. */
export interface DemoCategory {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
}

/** In the order of the products, whose first tag names theirs. */
export const DEMO_CATEGORIES: readonly DemoCategory[] = [
  {
    slug: 'vases',
    title: 'Vases',
    description: 'Jars, bottles and bud vases, thrown and turned one at a time.',
  },
  {
    slug: 'tableware',
    title: 'Tableware',
    description: 'Bowls, plates, cups and what is poured into them, made to be used every day.',
  },
  {
    slug: 'light',
    title: 'Light',
    description: 'Lamps and candle holders for the end of the day.',
  },
];
