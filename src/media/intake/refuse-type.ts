import { type Refusal, refuse, UserErrorCode } from '../../platform/errors';
import { namesOfKinds } from './kinds';

const AS_JPEG = 'Export it as JPEG, and upload that.';
const AS_PNG = 'Export it as PNG or JPEG, and upload that.';
const WITHOUT_MACROS = 'Save it without macros, and upload that.';

const heic = `This is an HEIC picture, as telephones take them, which few browsers show. ${AS_JPEG}`;
const jpeg2000 = `This is a JPEG 2000 picture, which few browsers show. ${AS_JPEG}`;
const raw = `This is a camera's raw picture, which only its developer can turn into colours. ${AS_JPEG}`;
const photoshop = `This is a Photoshop document, whose layers no browser shows. ${AS_PNG}`;
const macros = `This is an Office document that carries macros, which run on other people's machines. ${WITHOUT_MACROS}`;

/** What is refused, and what to do instead; by the MIME type that the bytes were found to have. */
const ADVICE: Readonly<Record<string, string>> = {
  'image/heic': heic,
  'image/heic-sequence': heic,
  'image/heif': heic,
  'image/heif-sequence': heic,
  'image/jxl': `This is a JPEG XL picture, which few browsers show. ${AS_JPEG}`,
  'image/jp2': jpeg2000,
  'image/jpx': jpeg2000,
  'image/jpm': jpeg2000,
  'image/mj2': jpeg2000,
  'image/j2c': jpeg2000,
  'image/tiff': `This is a TIFF picture, which no browser shows. ${AS_PNG}`,
  'image/bmp': `This is a BMP picture, as large as its pixels are many. ${AS_PNG}`,
  'image/x-icon': `This is an icon of several pictures in one file (ICO). ${AS_PNG}`,
  'image/icns': `This is an icon of several pictures in one file (ICNS). ${AS_PNG}`,
  'image/vnd.adobe.photoshop': photoshop,
  'image/x-xcf': `This is a GIMP document, whose layers no browser shows. ${AS_PNG}`,
  'image/x-canon-cr2': raw,
  'image/x-canon-cr3': raw,
  'image/x-olympus-orf': raw,
  'image/x-sony-arw': raw,
  'image/x-adobe-dng': raw,
  'image/x-nikon-nef': raw,
  'image/x-panasonic-rw2': raw,
  'image/x-fujifilm-raf': raw,
  'application/postscript': `This is a PostScript or Illustrator file. Export it as PDF or SVG, and upload that.`,
  'application/eps': `This is an EPS drawing. Export it as PDF or SVG, and upload that.`,
  'application/vnd.ms-word.document.macroenabled.12': macros,
  'application/vnd.ms-word.template.macroenabled.12': macros,
  'application/vnd.ms-excel.sheet.macroenabled.12': macros,
  'application/vnd.ms-excel.template.macroenabled.12': macros,
  'application/vnd.ms-powerpoint.presentation.macroenabled.12': macros,
  'application/vnd.ms-powerpoint.template.macroenabled.12': macros,
  'application/vnd.ms-powerpoint.slideshow.macroenabled.12': macros,
};

/** The refusal of a file of a type that is known and not taken: what it is, and what to do instead. */
export function refuseType(name: string, mimeType: string): Refusal {
  const advice = ADVICE[mimeType];
  return refuseFile(
    advice ?? `This is a file of the type ${name} (${mimeType}). Taken are ${namesOfKinds()}.`,
  );
}

/** The refusal of a file that nothing is known of. */
export function refuseUnknown(): Refusal {
  return refuseFile(`The type of this file is not known. Taken are ${namesOfKinds()}.`);
}

/** The refusal of a file for what it is, in a sentence for its sender. */
export function refuseFile(message: string): Refusal {
  return refuse(UserErrorCode.UNSUPPORTED_MEDIA_TYPE, message);
}
