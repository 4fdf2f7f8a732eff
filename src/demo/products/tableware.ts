import { type DemoProduct, variant } from './demo-product';

export const TABLEWARE: readonly DemoProduct[] = [
  {
    title: 'Morning Mug',
    slug: 'morning-mug',
    description:
      'A straight, heavy-footed mug for a large coffee, with a handle that takes three fingers. ' +
      'Iron in the clay comes through the glaze as fine specks, and the foot is left bare.',
    brand: 'Studio Halm',
    tags: ['tableware', 'stoneware', 'speckled', 'gift'],
    attributes: {
      material: 'Stoneware',
      volume: '380 ml',
      height: '9.5 cm',
      care: 'Dishwasher and microwave safe',
      origin: 'Germany',
    },
    featured: true,
    variants: [
      variant({
        sku: 'MUG-OAT',
        choice: ['Glaze', 'Oat'],
        price: '24.00',
        stock: 60,
        grams: 390,
        size: [118, 87, 95],
      }),
      variant({
        sku: 'MUG-INK',
        choice: ['Glaze', 'Ink'],
        price: '24.00',
        stock: 48,
        grams: 390,
        size: [118, 87, 95],
      }),
      variant({
        sku: 'MUG-MOS',
        choice: ['Glaze', 'Moss'],
        price: '24.00',
        stock: 35,
        grams: 390,
        size: [118, 87, 95],
      }),
    ],
    pictures: [
      {
        name: 'mug-oat',
        alt: 'Straight mug with a broad handle, oat-coloured glaze with brown specks and a bare clay foot',
      },
      {
        name: 'mug-pair',
        alt: 'Two mugs, one in dark ink blue and one in moss green, handles turned outwards',
      },
    ],
  },
  {
    title: 'Orchard Bowl',
    slug: 'orchard-bowl',
    description:
      'A wide bowl on a small foot, for fruit on the table or a salad for four. ' +
      'The celadon is laid on thick, so it pools towards the bottom and shows its cracks best where the wall is steep.',
    brand: 'Atelier Norden',
    tags: ['tableware', 'stoneware', 'crackle glaze'],
    attributes: {
      material: 'Stoneware',
      finish: 'Glossy celadon',
      diameter: '25 cm',
      care: 'Rinse by hand',
      origin: 'Denmark',
    },
    variants: [
      variant({
        sku: 'ORCH-CEL',
        choice: ['Glaze', 'Celadon'],
        price: '76.00',
        before: '92.00',
        stock: 16,
        grams: 1250,
        size: [252, 252, 86],
      }),
    ],
    pictures: [
      { name: 'orchard-bowl', alt: 'Wide grey-green bowl holding two lemons, a third one lying before it' },
      {
        name: 'orchard-bowl-above',
        alt: 'The empty bowl from above, its net of cracks and a window mirrored in the glaze',
      },
    ],
  },
  {
    title: 'Indigo Line Setting',
    slug: 'indigo-line-setting',
    description:
      'Dinner plate, side plate and bowl for one, white with two indigo lines that are drawn with a brush on the turning wheel. ' +
      'The line is never quite even, and that is how one knows it was a hand.',
    brand: 'Fornace Lupo',
    tags: ['tableware', 'porcelain', 'hand-painted', 'set'],
    attributes: {
      material: 'Porcelain',
      pieces: '3',
      diameter: '29, 22 and 16 cm',
      care: 'Dishwasher safe',
      origin: 'Italy',
    },
    variants: [
      variant({
        sku: 'INDI-1',
        choice: ['Set', 'For one'],
        price: '68.00',
        stock: 30,
        grams: 1500,
        size: [290, 290, 110],
      }),
      variant({
        sku: 'INDI-4',
        choice: ['Set', 'For four'],
        price: '248.00',
        stock: 8,
        grams: 6000,
        size: [290, 290, 340],
      }),
    ],
    pictures: [
      {
        name: 'indigo-setting',
        alt: 'White plate, side plate and bowl stacked, each with two indigo lines at its rim',
      },
      {
        name: 'indigo-above',
        alt: 'The dinner plate seen from above with its painted rim, a lemon lying in the middle',
      },
    ],
  },
  {
    title: 'Hearth Teapot',
    slug: 'hearth-teapot',
    description:
      'A low-bellied teapot with an arched handle, so that the hand stays away from the steam. ' +
      'Holds a litre, pours without a drop, and comes with one tumbler of the same glaze.',
    brand: 'Studio Halm',
    tags: ['tableware', 'stoneware', 'tea', 'gift'],
    attributes: {
      material: 'Stoneware',
      finish: 'Satin glaze',
      volume: '1 l',
      height: '20 cm',
      care: 'Rinse by hand',
      origin: 'Germany',
    },
    featured: true,
    variants: [
      variant({
        sku: 'TEA-INK',
        choice: ['Glaze', 'Ink'],
        price: '118.00',
        stock: 10,
        grams: 1300,
        size: [220, 170, 199],
      }),
      variant({
        sku: 'TEA-OAT',
        choice: ['Glaze', 'Oat'],
        price: '118.00',
        stock: 7,
        grams: 1300,
        size: [220, 170, 199],
      }),
    ],
    pictures: [
      {
        name: 'teapot-ink',
        alt: 'Near-black satin teapot with an arched handle and a slender spout, a matching tumbler before it',
      },
      {
        name: 'teapot-oat',
        alt: 'The teapot and tumbler in oat, its spout to the right, before an olive-green wall',
      },
    ],
  },
  {
    title: 'Harvest Jug',
    slug: 'harvest-jug',
    description:
      'A full-bodied jug with a lip pulled by hand and a handle that springs from the rim. ' +
      'For water, for milk, or for a fistful of grasses from the side of the road.',
    brand: 'Marta Viñas',
    tags: ['tableware', 'stoneware', 'dipped'],
    attributes: {
      material: 'Stoneware, foot unglazed',
      volume: '1.6 l',
      height: '21 cm',
      care: 'Dishwasher safe',
      origin: 'Portugal',
    },
    variants: [
      variant({
        sku: 'JUG-FOG',
        choice: ['Glaze', 'Fog blue'],
        price: '72.00',
        stock: 13,
        grams: 1150,
        size: [185, 142, 208],
      }),
      variant({
        sku: 'JUG-CRM',
        choice: ['Glaze', 'Cream'],
        price: '72.00',
        stock: 15,
        grams: 1150,
        size: [185, 142, 208],
      }),
    ],
    pictures: [
      {
        name: 'jug-fog',
        alt: 'Round-bodied jug with a pulled lip, grey-blue glaze above and bare clay below',
      },
      { name: 'jug-cream', alt: 'The jug in cream with its handle to the right, before a light blue wall' },
    ],
  },
  {
    title: 'Pebble Tumblers',
    slug: 'pebble-tumblers',
    description:
      'Four small tumblers without handles, each in another of our quiet glazes: rose, ochre, fog and chalk. ' +
      'They stack, they keep coffee warm, and nobody mixes up their own.',
    brand: 'Studio Halm',
    tags: ['tableware', 'stoneware', 'set', 'gift'],
    attributes: {
      material: 'Stoneware',
      pieces: '4',
      volume: '180 ml each',
      height: '8.5 cm',
      care: 'Dishwasher safe',
      origin: 'Germany',
    },
    variants: [
      variant({
        sku: 'TUMB-4',
        choice: ['Set', 'Four glazes'],
        price: '58.00',
        stock: 26,
        grams: 880,
        size: [170, 170, 85],
      }),
    ],
    pictures: [
      {
        name: 'tumblers',
        alt: 'Four tumblers in ochre, rose, pale blue and chalk white, two of them stacked',
      },
      { name: 'tumblers-board', alt: 'The four tumblers standing in a ring on a round wooden board' },
    ],
  },
  {
    title: 'Clear Morning Carafe',
    slug: 'clear-morning-carafe',
    description:
      'A carafe blown from coloured glass with a heavy foot, and the small cup that goes over its neck by night. ' +
      'The colour is in the glass itself and will not wear off.',
    brand: 'Vetreria Sole',
    tags: ['tableware', 'glass', 'set'],
    attributes: {
      material: 'Mouth-blown glass',
      pieces: '2',
      volume: '1.1 l',
      height: '26 cm',
      care: 'Rinse by hand',
      origin: 'Italy',
    },
    variants: [
      variant({
        sku: 'CARA-AMB',
        choice: ['Colour', 'Amber'],
        price: '64.00',
        stock: 18,
        grams: 780,
        size: [110, 110, 255],
      }),
      variant({
        sku: 'CARA-SEA',
        choice: ['Colour', 'Sea'],
        price: '64.00',
        stock: 12,
        grams: 780,
        size: [110, 110, 255],
      }),
    ],
    pictures: [
      {
        name: 'carafe-amber',
        alt: 'Carafe and cup of transparent amber-coloured glass with thick bottoms, lit from behind',
      },
      { name: 'carafe-sea', alt: 'The carafe and cup in sea-green glass before a grey wall' },
    ],
  },
];
