/** The file formats that a client may ask for. */
export enum ImageFormat {
  AVIF = 'AVIF',
  WEBP = 'WEBP',
  JPEG = 'JPEG',
  PNG = 'PNG',
}

export enum CropMode {
  CONTAIN = 'CONTAIN',
  COVER = 'COVER',
  SMART = 'SMART',
}

/** What a client asks a picture to be made into; what is left out is ours to choose. */
export interface ImageRequest {
  /** Pixels, 1 to 4096; values outside are clamped. */
  readonly maxWidth?: number | null | undefined;
  readonly maxHeight?: number | null | undefined;
  readonly crop?: CropMode | null | undefined;
  readonly format?: ImageFormat | null | undefined;
  /** 1 to 100. */
  readonly quality?: number | null | undefined;
}
