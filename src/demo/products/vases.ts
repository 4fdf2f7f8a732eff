import { type DemoProduct, variant } from './demo-product';

export const VASES: readonly DemoProduct[] = [
  {
    title: 'Tidewater Vase',
    slug: 'tidewater-vase',
    description:
      'A tall shouldered vase in a reactive glaze that runs from sea foam at the lip to warm sand at the foot. ' +
      'The kiln decides where the colours meet, so every one is a little different. Watertight, and steady enough for long branches.',
    brand: 'Atelier Norden',
    tags: ['vases', 'stoneware', 'reactive glaze'],
    attributes: {
      material: 'Stoneware',
      finish: 'Glossy reactive glaze',
      height: '28 cm',
      care: 'Rinse by hand',
      origin: 'Denmark',
    },
    featured: true,
    variants: [
      variant({
        sku: 'TIDE-SEA',
        choice: ['Glaze', 'Tidewater'],
        price: '128.00',
        stock: 9,
        grams: 1850,
        size: [175, 175, 284],
      }),
      variant({
        sku: 'TIDE-EMB',
        choice: ['Glaze', 'Ember'],
        price: '128.00',
        stock: 6,
        grams: 1850,
        size: [175, 175, 284],
      }),
    ],
    pictures: [
      {
        name: 'tidewater',
        alt: 'Tall vase with a round shoulder, its glaze running from pale turquoise over deep blue to sand, before a light blue wall',
      },
      {
        name: 'tidewater-glaze',
        alt: 'The neck and shoulder of the blue vase from close by, a window mirrored in the glaze and foam-coloured streaks below the lip',
      },
      {
        name: 'ember',
        alt: 'The same vase in the Ember glaze, from cream at the lip over orange to near black at the foot',
      },
    ],
  },
  {
    title: 'Full Moon Jar',
    slug: 'full-moon-jar',
    description:
      'A generous round jar after the Korean moon jars, thrown in two halves and joined at the waist. ' +
      'Under the clear glaze a fine net of cracks has opened while it cooled; tea and time will darken them further.',
    brand: 'Atelier Norden',
    tags: ['vases', 'stoneware', 'crackle glaze'],
    attributes: {
      material: 'Stoneware',
      finish: 'Glossy crackle glaze',
      height: '24 cm',
      care: 'Wipe with a damp cloth',
      origin: 'Denmark',
    },
    featured: true,
    variants: [
      variant({
        sku: 'MOON-MLK',
        choice: ['Glaze', 'Milk'],
        price: '164.00',
        stock: 5,
        grams: 2400,
        size: [240, 240, 237],
      }),
      variant({
        sku: 'MOON-CEL',
        choice: ['Glaze', 'Celadon'],
        price: '172.00',
        stock: 4,
        grams: 2400,
        size: [240, 240, 237],
      }),
    ],
    pictures: [
      {
        name: 'moon-jar-milk',
        alt: 'Round milk-white jar with a short neck and a fine net of cracks in its glaze, on an oat-coloured ground',
      },
      {
        name: 'moon-jar-detail',
        alt: 'The lip and shoulder of the white jar from above, the cracks and the brown edge of the lip clearly seen',
      },
      { name: 'moon-jar-celadon', alt: 'The round jar in grey-green celadon before a pale grey wall' },
    ],
  },
  {
    title: 'Dune Bottle Pair',
    slug: 'dune-bottle-pair',
    description:
      'Two bottles from the same clay, one long-necked and one squat, dipped by the shoulder into a glaze that was left to run. ' +
      'The lower halves stay bare and feel like fine sandpaper. They are sold as the pair they were made to be.',
    brand: 'Marta Viñas',
    tags: ['vases', 'stoneware', 'dipped', 'set'],
    attributes: {
      material: 'Stoneware, outside partly unglazed',
      pieces: '2',
      height: '29 cm and 15 cm',
      care: 'Rinse by hand',
      origin: 'Portugal',
    },
    variants: [
      variant({
        sku: 'DUNE-SND',
        choice: ['Glaze', 'Sand'],
        price: '98.00',
        before: '118.00',
        stock: 12,
        grams: 1900,
        size: [148, 290, 292],
      }),
      variant({
        sku: 'DUNE-RST',
        choice: ['Glaze', 'Rust'],
        price: '98.00',
        before: '118.00',
        stock: 7,
        grams: 1900,
        size: [148, 290, 292],
      }),
    ],
    pictures: [
      {
        name: 'dune-sand',
        alt: 'A long-necked and a squat bottle of bare reddish clay, their upper halves in cream-coloured glaze with drips',
      },
      {
        name: 'dune-line',
        alt: 'Close view of the line where the cream-coloured glaze ends in drips on the grainy clay',
      },
      {
        name: 'dune-rust',
        alt: 'The pair in dark clay with a glossy rust-red glaze, before an oat-coloured wall',
      },
    ],
  },
  {
    title: 'Colonnade Fluted Vase',
    slug: 'colonnade-fluted-vase',
    description:
      'A straight vase with flutes cut by hand while the clay is leather-hard, one after another around the wall. ' +
      'The satin glaze gathers in the grooves and thins on the ridges, which draws every line twice.',
    brand: 'Studio Halm',
    tags: ['vases', 'stoneware', 'fluted'],
    attributes: {
      material: 'Stoneware',
      finish: 'Satin glaze',
      height: '26 cm, the low one 15 cm',
      care: 'Dishwasher safe',
      origin: 'Germany',
    },
    variants: [
      variant({
        sku: 'COLO-SGE',
        choice: ['Version', 'Sage, tall'],
        price: '84.00',
        stock: 14,
        grams: 1600,
        size: [134, 134, 265],
      }),
      variant({
        sku: 'COLO-PLM',
        choice: ['Version', 'Plum, tall'],
        price: '84.00',
        stock: 8,
        grams: 1600,
        size: [134, 134, 265],
      }),
      variant({
        sku: 'COLO-PLL',
        choice: ['Version', 'Plum, low'],
        price: '62.00',
        stock: 11,
        grams: 1050,
        size: [142, 142, 150],
      }),
    ],
    pictures: [
      {
        name: 'column-sage',
        alt: 'Tall cylindrical vase with deep vertical flutes in a sage-green satin glaze',
      },
      {
        name: 'column-plum',
        alt: 'A tall and a low fluted vase in plum, side by side on a blush-coloured ground',
      },
    ],
  },
  {
    title: 'Three Bud Vases',
    slug: 'three-bud-vases',
    description:
      'A cone of bare terracotta, a drop in shell white and a ball in ochre: three small vases for one stem each. ' +
      'They look best as a group, moved about until it is right.',
    brand: 'Marta Viñas',
    tags: ['vases', 'earthenware', 'set', 'gift'],
    attributes: {
      material: 'Earthenware',
      pieces: '3',
      height: '9 to 17 cm',
      care: 'Rinse by hand',
      origin: 'Portugal',
    },
    variants: [
      variant({
        sku: 'BUDS-3',
        choice: ['Set', 'Set of three'],
        price: '56.00',
        stock: 22,
        grams: 980,
        size: [240, 100, 166],
      }),
    ],
    pictures: [
      {
        name: 'bud-trio',
        alt: 'Three small vases in a group: a terracotta cone, a white drop and an ochre ball, lit by a window from the left',
      },
      {
        name: 'bud-trio-willow',
        alt: 'The terracotta vase holding a willow twig with grey catkins, the ochre vase beside it',
      },
    ],
  },
];
