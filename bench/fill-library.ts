import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { v7 as uuid } from 'uuid';

/** A word and a tag that so many items have in a library of any size, whatever else there is. */
export const RARE = { word: 'quetzalcoatl', tag: 'keep for the archive', items: 12 };

const ROWS_A_STATEMENT = 10_000;
const WORDS = 40_000;
const TAGS = 1_500;
const FOLDERS = 240;
const UPLOADERS = 25;
const SECONDS_BETWEEN_UPLOADS = 30;

const CONTENTS = `
  INSERT INTO content (workspace_id, id, sha256, byte_size, media_type, mime_type, storage_key, status, progress,
                       attempts, due_at, recipe, facts, created_at)
  SELECT $1, content_id, decode(sha256, 'hex'), byte_size, media_type, mime_type, 'nowhere/' || content_id, status,
         (status = 'COMPLETED')::integer, 1, NULL, CASE status WHEN 'COMPLETED' THEN 1 END,
         '{"width": 4000, "height": 3000, "animated": false, "hasAlpha": false, "thumbhash": "1QcSHQRnh493V4dIh4eXh1h4kJUI", "dominantColor": "#aabbcc"}',
         created_at
  FROM jsonb_to_recordset($2) AS r (content_id uuid, sha256 text, byte_size bigint, media_type text, mime_type text,
                                    status text, created_at timestamptz)`;

const MEDIA = `
  INSERT INTO media (workspace_id, id, content_id, media_type, byte_size, filename, alt, description, tags, folder,
                     uploaded_by, created_at, updated_at, deleted_at)
  SELECT $1, id, content_id, media_type, byte_size, filename, alt, description, tags, folder, uploaded_by, created_at,
         updated_at, deleted_at
  FROM jsonb_to_recordset($2) AS r (id uuid, content_id uuid, media_type text, byte_size bigint, filename text,
                                    alt text, description text, tags text[], folder text, uploaded_by uuid,
                                    created_at timestamptz, updated_at timestamptz, deleted_at timestamptz)`;

const ATTACHMENTS = `
  INSERT INTO attachment (workspace_id, id, entity_type, entity_id, role, position, media_id)
  SELECT $1, id, 'product', entity_id, 'gallery', position, media_id
  FROM jsonb_to_recordset($2) AS r (id uuid, entity_id uuid, position integer, media_id uuid)`;

const WORKSPACE = `INSERT INTO workspace (id, slug, name, currency_code) VALUES ($1, 'bench', 'Bench', 'EUR')`;

const UPLOADERS_OF = `
  INSERT INTO users (workspace_id, id, email, role) SELECT $1, id, id || '@example.com', 'EDITOR' FROM unnest($2::uuid[]) AS id`;

/**
 * Fills a workspace with made-up media, the same each time: named as cameras and people name files, in folders, with
 * tags and descriptions whose words are as unequally frequent as those of a language (Zipf), of all kinds, a third of
 * them attached, some deleted, few not processed. `report` hears how many there are, as they grow.
 */
export async function fillLibrary(
  ownerUrl: string,
  workspaceId: string,
  items: number,
  report: (filled: number) => void,
): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("SELECT set_config('app.workspace_id', $1, false)", [workspaceId]);
    await client.query('SET synchronous_commit = off');
    const random = seeded(items);
    const uploaders = Array.from({ length: UPLOADERS }, () => uuid());
    await client.query(WORKSPACE, [workspaceId]);
    await client.query(UPLOADERS_OF, [workspaceId, uploaders]);
    const imagined = imagination(random, uploaders, items);
    let entityId = uuid();
    for (let filled = 0; filled < items; filled += ROWS_A_STATEMENT) {
      const rows = Array.from({ length: Math.min(ROWS_A_STATEMENT, items - filled) }, (_, index) =>
        imagined(filled + index),
      );
      const attachments = rows
        .filter(({ attached }) => attached)
        .map(({ id: media_id }, index) => {
          if (index % 4 === 0) entityId = uuid();
          return { id: uuid(), entity_id: entityId, position: index % 4, media_id };
        });
      await client.query('BEGIN');
      await client.query(CONTENTS, [workspaceId, JSON.stringify(rows)]);
      await client.query(MEDIA, [workspaceId, JSON.stringify(rows)]);
      await client.query(ATTACHMENTS, [workspaceId, JSON.stringify(attachments)]);
      await client.query('COMMIT');
      report(filled + rows.length);
    }
    await client.query('VACUUM (ANALYZE) media, content, attachment, media_tag, media_term');
  } finally {
    await client.end();
  }
}

/** One library item after the other, from its number; the newest has the highest. */
function imagination(random: () => number, uploaders: readonly string[], items: number) {
  const words = wordsOf(seeded(WORDS));
  // The frequency of the word at rank r is proportional to 1 / r.
  const zipf = (count: number) => Math.floor(count ** random());
  const word = () => words[zipf(WORDS)] ?? '';
  const phrase = (length: number) => Array.from({ length }, word).join(' ');
  const start = Date.now() - items * SECONDS_BETWEEN_UPLOADS * 1000;
  return (number: number) => {
    const [mediaType, mimeType, extension] = kindOf(random());
    const isRare = number % Math.ceil(items / RARE.items) === 7;
    const created = new Date(start + (number + random()) * SECONDS_BETWEEN_UPLOADS * 1000);
    const named = random();
    const stem =
      named < 0.4
        ? `IMG_${number % 10_000}`
        : named < 0.7
          ? phrase(2).replace(' ', '-')
          : `${capital(word())}${capital(word())}_v${zipf(20)}`;
    return {
      id: uuid({ msecs: created.getTime() }),
      content_id: uuid({ msecs: created.getTime() }),
      sha256: createHash('sha256').update(`${items} ${number}`).digest('hex'),
      byte_size: Math.floor(10_000 * 3_000 ** random()),
      media_type: mediaType,
      mime_type: mimeType,
      status: random() < 0.997 ? 'COMPLETED' : random() < 0.5 ? 'FAILED' : 'PENDING',
      filename: `${stem}.${extension}`,
      alt: random() < 0.6 ? capital(phrase(4)) : null,
      description: isRare ? `${RARE.word} ${phrase(6)}` : random() < 0.2 ? capital(phrase(12)) : null,
      tags: [
        ...new Set(Array.from({ length: zipf(6) }, () => `${words[zipf(TAGS)]} ${zipf(3)}`)),
        ...(isRare ? [RARE.tag] : []),
      ],
      folder: random() < 0.3 ? '' : `${words[(zipf(FOLDERS) % 20) + 1]}/${words[zipf(FOLDERS)]}`,
      uploaded_by: uploaders[zipf(UPLOADERS) - 1],
      created_at: created,
      updated_at: new Date(created.getTime() + random() * 1e9),
      deleted_at: random() < 0.02 ? created : null,
      attached: random() < 0.33,
    };
  };
}

function kindOf(chance: number): readonly [mediaType: string, mimeType: string, extension: string] {
  if (chance < 0.8) return ['IMAGE', 'image/jpeg', 'jpg'];
  if (chance < 0.9) return ['DOCUMENT', 'application/pdf', 'pdf'];
  if (chance < 0.96) return ['VIDEO', 'video/mp4', 'mp4'];
  return chance < 0.99 ? ['AUDIO', 'audio/mpeg', 'mp3'] : ['MODEL_3D', 'model/gltf-binary', 'glb'];
}

/** Words that can be spoken, by rank: the frequent ones are short. */
function wordsOf(random: () => number): string[] {
  const sounds = (text: string) => text.split(' ');
  const [onsets, vowels, codas] = [
    sounds('b c d f g h j k l m n p r s t v w z br cl dr fl gr pl pr sh sl st tr'),
    sounds('a e i o u ai ea ou'),
    sounds('n r s t l m nd st rk'),
  ];
  const one = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? '';
  const made = new Set<string>(['']);
  while (made.size <= WORDS) {
    const syllables = 1 + Math.floor(Math.log10(made.size)) / 2;
    let text = '';
    for (let syllable = 0; syllable < syllables; syllable += 1) text += one(onsets) + one(vowels);
    made.add(text + one(codas));
  }
  return [...made];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
