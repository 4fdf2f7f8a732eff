import type sharp from 'sharp';

/** What the metadata of these pictures say, and nothing that is made of them may. */
export const SECRETS = ['SecretCamera', 'SN-4711', 'SecretCreator', 'SecretCaption', 'SecretComment'];

const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:creator="SecretCreator"/></rdf:RDF></x:xmpmeta>`;

/** Writes EXIF with a place and a serial number, XMP and a profile into a picture. */
export function withSecrets(image: sharp.Sharp): sharp.Sharp {
  return image
    .withIccProfile('p3')
    .withXmp(XMP)
    .withExif({
      IFD0: { Make: 'SecretCamera', Copyright: 'SecretCamera' },
      IFD2: { BodySerialNumber: 'SN-4711' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '47/1 22/1 3/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '8/1 32/1 3/1',
      },
    });
}

/** Puts an IPTC caption into a JPEG, in Photoshop's APP13 segment, which sharp can read but not write. */
export function withIptc(jpeg: Buffer): Buffer {
  const caption = Buffer.from('SecretCaption');
  const record = Buffer.concat([Buffer.from([0x1c, 2, 120, 0, caption.length]), caption]);
  const padded = record.length % 2 === 0 ? record : Buffer.concat([record, Buffer.alloc(1)]);
  const resource = Buffer.concat([
    Buffer.from('8BIM\x04\x04\0\0\0\0\0', 'latin1'),
    Buffer.from([record.length]),
    padded,
  ]);
  const payload = Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), resource]);
  const header = Buffer.from([0xff, 0xed, 0, 0]);
  header.writeUInt16BE(payload.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), header, payload, jpeg.subarray(2)]);
}
