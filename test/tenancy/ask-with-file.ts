import { type GraphQLAnswer, type TestClient } from '../support/test-client';
import { type Arguments } from './field-case';

/** Sends an operation, by the multipart specification where its input has a file, or is one. */
export function askWithFile(
  client: TestClient,
  query: string,
  variables: Arguments,
): Promise<GraphQLAnswer<Record<string, unknown> | null>> {
  if (variables.file instanceof Blob) return client.uploadAlone(query, variables.file, 'own.gif');
  const { file, ...input } = (variables.input ?? {}) as { file?: unknown };
  return file instanceof Blob ? client.upload(query, file, 'own.gif', input) : client.ask(query, variables);
}
