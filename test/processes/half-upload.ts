import { type ClientRequest, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { type GraphQLAnswer, type TestClient } from '../support/test-client';
import { UPLOAD, type UploadAnswer } from './fleet';

/** An upload of which half of the bytes are sent, until told to go on. */
export class HalfUpload {
  /** Rejects when the connection breaks before the answer is there. */
  readonly answer: Promise<GraphQLAnswer<UploadAnswer>>;

  private constructor(
    private readonly request: ClientRequest,
    private readonly rest: Buffer,
  ) {
    this.answer = new Promise((resolve, reject) => {
      request.on('error', reject);
      request.on('response', (response) => {
        text(response).then((body) => resolve(JSON.parse(body) as GraphQLAnswer<UploadAnswer>), reject);
      });
    });
    // Whoever expects the connection to break says so later.
    this.answer.catch(() => undefined);
  }

  /** Sends the first half; whether the server has it by now is not known. */
  static async begin(client: TestClient, picture: Buffer, filename: string): Promise<HalfUpload> {
    const form = new FormData();
    form.set('operations', JSON.stringify({ query: UPLOAD, variables: { input: { file: null } } }));
    form.set('map', JSON.stringify({ 0: ['variables.input.file'] }));
    form.set('0', new Blob([new Uint8Array(picture)]), filename);
    const encoded = new Response(form);
    const body = Buffer.from(await encoded.arrayBuffer());
    const request = httpRequest(`${client.url}/graphql`, {
      method: 'POST',
      headers: {
        ...client.headers,
        'apollo-require-preflight': 'true',
        'content-type': encoded.headers.get('content-type') ?? '',
        'content-length': body.length,
      },
    });
    const half = Math.floor(body.length / 2);
    request.write(body.subarray(0, half));
    return new HalfUpload(request, body.subarray(half));
  }

  /** Sends the other half. */
  finish(): Promise<GraphQLAnswer<UploadAnswer>> {
    this.request.end(this.rest);
    return this.answer;
  }
}
