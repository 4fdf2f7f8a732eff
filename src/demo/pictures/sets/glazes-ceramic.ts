import { breakOnEdges, grain, mottle, poolInGrooves, throwingRings, undulation } from '../surface/clay';
import { colourOf } from '../surface/colour';
import { banded, crackled, dipped, reactive, speckled } from '../surface/decoration';
import { type Glaze, type Layer } from '../surface/glaze';

/** A glossy glaze, laid by hand. */
function gloss(hex: string, layers: readonly Layer[] = []): Glaze {
  return {
    colour: colourOf(hex),
    roughness: 0.07,
    shine: 1,
    opacity: 1,
    layers: [undulation(2.6, 0.035), throwingRings(0.9, 0.02), ...layers],
  };
}

/** A silky, half-matt glaze. */
function satin(hex: string, layers: readonly Layer[] = []): Glaze {
  return {
    colour: colourOf(hex),
    roughness: 0.4,
    shine: 0.9,
    opacity: 1,
    layers: [undulation(1.4, 0.05), throwingRings(0.7, 0.035), ...layers],
  };
}

/** Bare, bisque-fired clay. */
function clay(hex: string, layers: readonly Layer[] = []): Glaze {
  return {
    colour: colourOf(hex),
    roughness: 0.85,
    shine: 0,
    opacity: 1,
    fine: true,
    layers: [throwingRings(0.62, 0.06), grain(0.05, 0.3, 0.22), mottle('#3b2a1e', 2.6, 0.12), ...layers],
  };
}

const foot = (colour: string, line: number, seed: number, roughness = 0.36, shine = 0.9): Layer =>
  dipped({ colour, roughness, shine, line, above: true, drip: 0.35, inside: true, seed });

export const CERAMICS = {
  milkCrackle: {
    ...gloss('#efe9dc', [
      mottle('#d3c5a6', 4.5, 0.35),
      crackled('#5e4630', 1.5, 0.6),
      breakOnEdges('#b58f63', 0.6),
    ]),
    fine: true,
  },
  celadonCrackle: {
    ...gloss('#a3bda6', [
      mottle('#7fa08a', 4, 0.5),
      crackled('#40503f', 1.2, 0.5),
      breakOnEdges('#d6d9c2', 0.7),
    ]),
    fine: true,
  },
  sandDip: clay('#c08d64', [
    dipped({
      colour: '#f0e8d8',
      roughness: 0.08,
      shine: 1,
      line: 11.5,
      above: true,
      drip: 4.2,
      inside: true,
      seed: 11,
    }),
    breakOnEdges('#cda987', 0.35),
  ]),
  sandDipLow: clay('#c08d64', [
    dipped({
      colour: '#f0e8d8',
      roughness: 0.08,
      shine: 1,
      line: 5.2,
      above: true,
      drip: 2.2,
      inside: true,
      seed: 5,
    }),
    breakOnEdges('#cda987', 0.35),
  ]),
  rustDip: clay('#5a4336', [
    dipped({
      colour: '#a4532f',
      roughness: 0.1,
      shine: 1,
      line: 11.5,
      above: true,
      drip: 4.2,
      inside: true,
      seed: 23,
    }),
    breakOnEdges('#3a2a24', 0.5),
  ]),
  rustDipLow: clay('#5a4336', [
    dipped({
      colour: '#a4532f',
      roughness: 0.1,
      shine: 1,
      line: 5.2,
      above: true,
      drip: 2.2,
      inside: true,
      seed: 31,
    }),
    breakOnEdges('#3a2a24', 0.5),
  ]),
  jugDip: clay('#b98c66', [
    dipped({
      colour: '#6f8a94',
      roughness: 0.1,
      shine: 1,
      line: 6.2,
      above: true,
      drip: 2,
      inside: true,
      seed: 41,
    }),
    breakOnEdges('#c9b18d', 0.6),
  ]),
  jugDipCream: clay('#b98c66', [
    dipped({
      colour: '#ece3d0',
      roughness: 0.1,
      shine: 1,
      line: 6.2,
      above: true,
      drip: 2,
      inside: true,
      seed: 43,
    }),
    breakOnEdges('#b98c66', 0.6),
  ]),
  sageSatin: satin('#93a184', [
    poolInGrooves('#6f7f63', 0.8),
    mottle('#a8b297', 2.5, 0.4),
    breakOnEdges('#c7c6a8', 0.7),
  ]),
  chalkSatin: satin('#e6e0d4', [
    poolInGrooves('#c3b8a5', 0.7),
    mottle('#d6cdbd', 2.5, 0.4),
    breakOnEdges('#c4a583', 0.5),
  ]),
  plumSatin: satin('#6a4650', [
    poolInGrooves('#4b2f3a', 0.8),
    mottle('#7d5660', 2.5, 0.4),
    breakOnEdges('#a98577', 0.7),
  ]),
  tidewater: gloss('#3f7f86', [
    reactive(
      [
        [0, '#6b4d33'],
        [0.2, '#94794d'],
        [0.38, '#5f9290'],
        [0.62, '#23566f'],
        [0.86, '#1b3f5c'],
        [1, '#9fc2bd'],
      ],
      0.2,
      3,
    ),
    breakOnEdges('#a9825a', 0.8),
  ]),
  ember: gloss('#7a3b22', [
    reactive(
      [
        [0, '#2b211f'],
        [0.25, '#4a2b22'],
        [0.5, '#9a4a26'],
        [0.75, '#cf8a48'],
        [1, '#e9d2a6'],
      ],
      0.2,
      8,
    ),
    breakOnEdges('#3a2a22', 0.7),
  ]),
  terracotta: clay('#b4694a'),
  ochreGloss: gloss('#c9953c', [mottle('#a8732a', 2.2, 0.5), breakOnEdges('#6e4522', 0.7)]),
  shellGloss: gloss('#efe6d9', [mottle('#dfcfba', 2.4, 0.4), breakOnEdges('#c39b78', 0.6)]),
  roseSatin: satin('#c89a8a', [mottle('#b98777', 2, 0.4), breakOnEdges('#e5cdb8', 0.6)]),
  oatSpeckle: clay('#a98560', [
    foot('#e6dbc6', 0.9, 51),
    speckled({ colour: '#5b4128', spacing: 0.42, size: 0.05, share: 0.85 }),
    speckled({ colour: '#7a5a3a', spacing: 0.9, size: 0.11, share: 0.5 }),
    breakOnEdges('#b98d60', 0.75),
  ]),
  inkSpeckle: clay('#a98560', [
    foot('#2e3a48', 0.9, 53),
    speckled({ colour: '#10151c', spacing: 0.4, size: 0.05, share: 0.6 }),
    breakOnEdges('#8d6a4a', 0.8),
  ]),
  mossSpeckle: clay('#a98560', [
    foot('#7f8a66', 0.9, 57),
    speckled({ colour: '#3c4029', spacing: 0.4, size: 0.055, share: 0.7 }),
    breakOnEdges('#b49a6c', 0.8),
  ]),
  indigoBands: gloss('#f1ece2', [
    banded(
      [
        { colour: '#2b3f6b', at: 13.5, width: 0.5 },
        { colour: '#2b3f6b', at: 12.4, width: 0.14, share: 0.8 },
        { colour: '#4a628f', at: 7.2, width: 0.12, share: 0.55 },
      ],
      'radius',
    ),
    breakOnEdges('#2b3f6b', 0.5),
  ]),
  indigoBandsSmall: gloss('#f1ece2', [
    banded(
      [
        { colour: '#2b3f6b', at: 10.1, width: 0.42 },
        { colour: '#2b3f6b', at: 9.2, width: 0.12, share: 0.8 },
      ],
      'radius',
    ),
    breakOnEdges('#2b3f6b', 0.5),
  ]),
  indigoBowl: gloss('#f1ece2', [
    banded([
      { colour: '#2b3f6b', at: 5.9, width: 0.42 },
      { colour: '#2b3f6b', at: 5.2, width: 0.12, share: 0.8 },
    ]),
    breakOnEdges('#2b3f6b', 0.6),
  ]),
  oatSatin: satin('#d9cdb8', [mottle('#c9b99c', 1.8, 0.35), breakOnEdges('#a98358', 0.5)]),
  inkSatin: satin('#262d36', [mottle('#3a434c', 1.8, 0.35), breakOnEdges('#7d6a55', 0.45)]),
  fogGloss: gloss('#a9b6b8', [mottle('#8fa0a5', 2.4, 0.5), breakOnEdges('#d9d2c0', 0.7)]),
} satisfies Record<string, Glaze>;
