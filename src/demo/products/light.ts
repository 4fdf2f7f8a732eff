import { type DemoProduct, variant } from './demo-product';

export const LIGHT: readonly DemoProduct[] = [
  {
    title: 'Dusk Candle Holders',
    slug: 'dusk-candle-holders',
    description:
      'A turned tower and a low pebble, for candles of 22 millimetres. ' +
      'Both are weighted in the foot, and a raised collar keeps the wax off the table.',
    brand: 'Marta Viñas',
    tags: ['light', 'earthenware', 'candle', 'set'],
    attributes: {
      material: 'Earthenware',
      pieces: '2',
      height: '12 cm and 5 cm',
      care: 'Wipe clean',
      origin: 'Portugal',
    },
    featured: true,
    variants: [
      variant({
        sku: 'DUSK-TCH',
        choice: ['Colours', 'Terracotta and chalk'],
        price: '46.00',
        stock: 20,
        grams: 720,
        size: [115, 115, 121],
      }),
      variant({
        sku: 'DUSK-INR',
        choice: ['Colours', 'Ink and rose'],
        price: '46.00',
        stock: 17,
        grams: 720,
        size: [115, 115, 121],
      }),
    ],
    pictures: [
      {
        name: 'holders-lit',
        alt: 'A terracotta tower and a chalk-white pebble holding burning candles in a dim brown room',
      },
      {
        name: 'holders-day',
        alt: 'The holders in rose and in near black with unlit candles, by day, before a straw-coloured wall',
      },
    ],
  },
  {
    title: 'Harbour Table Lamp',
    slug: 'harbour-table-lamp',
    description:
      'A round ceramic foot under a shade of natural linen, joined by a short brass neck. ' +
      'The light falls warm through the cloth and down over the glaze; enough to read by, and quiet enough to leave on.',
    brand: 'Atelier Norden',
    tags: ['light', 'stoneware', 'linen'],
    attributes: {
      material: 'Stoneware, linen, brass',
      bulb: 'E27, up to 9 W LED, not included',
      height: '47 cm',
      cable: '2 m, cloth-covered',
      care: 'Dust with a soft brush',
    },
    variants: [
      variant({
        sku: 'HARB-FOG',
        choice: ['Foot', 'Fog blue'],
        price: '189.00',
        stock: 6,
        grams: 3100,
        size: [312, 312, 470],
      }),
      variant({
        sku: 'HARB-SGE',
        choice: ['Foot', 'Sage'],
        price: '189.00',
        stock: 5,
        grams: 3100,
        size: [312, 312, 470],
      }),
    ],
    pictures: [
      {
        name: 'lamp-lit',
        alt: 'Table lamp with a round grey-blue ceramic foot, its linen shade glowing warmly in the evening',
      },
      {
        name: 'lamp-day',
        alt: 'The lamp with a sage-green foot, switched off, in daylight before a cream-coloured wall',
      },
    ],
  },
  {
    title: 'Halo Globe Lamp',
    slug: 'halo-globe-lamp',
    description:
      'A globe of opal glass that rests in a ceramic ring without being fixed to it, and so can be turned to the room or the wall. ' +
      'A warm dimmable light is built in and can be replaced.',
    brand: 'Fornace Lupo',
    tags: ['light', 'opal glass', 'earthenware'],
    attributes: {
      material: 'Opal glass, earthenware',
      light: 'LED, 6 W, 2700 K, dimmable',
      height: '21 cm',
      cable: '1.8 m',
      care: 'Wipe with a damp cloth',
    },
    variants: [
      variant({
        sku: 'HALO-TER',
        choice: ['Ring', 'Terracotta'],
        price: '139.00',
        stock: 9,
        grams: 1700,
        size: [178, 178, 208],
      }),
      variant({
        sku: 'HALO-SGE',
        choice: ['Ring', 'Sage'],
        price: '139.00',
        stock: 8,
        grams: 1700,
        size: [178, 178, 208],
      }),
    ],
    pictures: [
      {
        name: 'globe-lit',
        alt: 'Glowing globe of white glass in a terracotta ring, throwing a soft light on the table',
      },
      { name: 'globe-day', alt: 'The globe switched off in a sage-green ring, before a blush-coloured wall' },
    ],
  },
];
