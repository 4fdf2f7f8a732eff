import { openAsBlob } from 'node:fs';

export interface GraphQLAnswer<T> {
  readonly data: T;
  readonly errors?: readonly { message: string; path?: (string | number)[]; extensions: { code: string } }[];
}

/** Speaks GraphQL over real HTTP, as any client does. */
export class TestClient {
  constructor(
    readonly url: string,
    readonly workspace: string,
    readonly token: string | null = null,
  ) {}

  /** The same client, signed in. */
  async signedIn(email: string, password: string): Promise<TestClient> {
    const { login } = await this.data<{ login: { accessToken: string } }>(
      'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
      { input: { email, password } },
    );
    return new TestClient(this.url, this.workspace, login.accessToken);
  }

  get headers(): Record<string, string> {
    return { 'x-workspace': this.workspace, ...(this.token && { authorization: `Bearer ${this.token}` }) };
  }

  async ask<T>(query: string, variables: object = {}): Promise<GraphQLAnswer<T>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.headers },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphQLAnswer<T>;
  }

  /** The data of an answer without errors. */
  async data<T>(query: string, variables: object = {}): Promise<T> {
    const { data, errors } = await this.ask<T>(query, variables);
    if (errors) throw new Error(`${errors[0]?.message} (${errors[0]?.extensions.code})`);
    return data;
  }

  /** Uploads by the multipart specification; `query` takes $input with a file in it. */
  upload<T>(query: string, file: Blob | string, name: string, input: object = {}): Promise<GraphQLAnswer<T>> {
    return this.send(query, { input: { ...input, file: null } }, 'input.file', file, name);
  }

  /** Uploads by the multipart specification; `query` takes the file alone, as $file. */
  uploadAlone<T>(query: string, file: Blob | string, name: string): Promise<GraphQLAnswer<T>> {
    return this.send(query, { file: null }, 'file', file, name);
  }

  private async send<T>(
    query: string,
    variables: object,
    path: string,
    file: Blob | string,
    name: string,
  ): Promise<GraphQLAnswer<T>> {
    const form = new FormData();
    form.set('operations', JSON.stringify({ query, variables }));
    form.set('map', JSON.stringify({ 0: [`variables.${path}`] }));
    form.set('0', typeof file === 'string' ? await openAsBlob(file) : file, name);
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'apollo-require-preflight': 'true', ...this.headers },
      body: form,
    });
    return (await response.json()) as GraphQLAnswer<T>;
  }
}
