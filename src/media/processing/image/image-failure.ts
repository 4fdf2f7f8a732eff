const IMAGE_FAILURE_CODES = ['CORRUPT_FILE', 'UNSUPPORTED_MEDIA_TYPE', 'IMAGE_TOO_LARGE'] as const;

export type ImageFailureCode = (typeof IMAGE_FAILURE_CODES)[number];

/** The file is to blame: trying again gives the same. The message is a sentence for the one who uploaded it. */
export class ImageFailure extends Error {
  constructor(
    readonly code: ImageFailureCode,
    message: string,
  ) {
    super(message);
    this.name = 'ImageFailure';
  }
}

export function isImageFailureCode(code: string): code is ImageFailureCode {
  return IMAGE_FAILURE_CODES.some((known) => known === code);
}

export function emptyFile(): ImageFailure {
  return new ImageFailure('CORRUPT_FILE', 'This file is empty.');
}

export function corruptFile(): ImageFailure {
  return new ImageFailure(
    'CORRUPT_FILE',
    'This file is damaged or incomplete: its picture cannot be read to the end. Save or download it again, and upload the new copy.',
  );
}

export function unsupportedFile(): ImageFailure {
  return new ImageFailure(
    'UNSUPPORTED_MEDIA_TYPE',
    'This file is no JPEG, PNG, WebP, AVIF, GIF or SVG picture, whatever its name says.',
  );
}

export function tooLarge(found: string, allowed: string): ImageFailure {
  return new ImageFailure(
    'IMAGE_TOO_LARGE',
    `This picture has ${found}; at most ${allowed} can be processed. Make it smaller, and upload it again.`,
  );
}

export function tooHeavy(): ImageFailure {
  return new ImageFailure(
    'IMAGE_TOO_LARGE',
    'This picture needs too much memory to be processed. Make it smaller, and upload it again.',
  );
}

export function unreadableDrawing(): ImageFailure {
  return new ImageFailure(
    'CORRUPT_FILE',
    'This SVG cannot be drawn: it is incomplete, or no well-formed XML. Save or export it again, and upload the new copy.',
  );
}

export function drawingWithoutSize(): ImageFailure {
  return new ImageFailure(
    'CORRUPT_FILE',
    'This SVG does not say how large it is, or is empty. Give it a viewBox, and upload it again.',
  );
}

export function drawingTooComplex(): ImageFailure {
  return new ImageFailure(
    'IMAGE_TOO_LARGE',
    'This SVG takes too long to be drawn. Simplify it, with fewer copies, filters and entities, and upload it again.',
  );
}
