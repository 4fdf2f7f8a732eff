import { openAsBlob } from 'node:fs';

interface Answer<T> {
  readonly data?: T;
  readonly errors?: readonly { readonly message: string }[];
}

/** A client of our own API, as anyone could write one. */
export class ApiClient {
  #token: string | null = null;

  constructor(
    private readonly url: string,
    private readonly workspace: string,
  ) {}

  async signIn(email: string, password: string): Promise<void> {
    const { login } = await this.ask<{ login: { accessToken: string | null } }>(
      'mutation ($input: LoginInput!) { login(input: $input) { accessToken } }',
      { input: { email, password } },
    );
    if (!login.accessToken) throw new Error(`${email} could not sign in.`);
    this.#token = login.accessToken;
  }

  /** Asks; throws with the first error's message where there is one. */
  async ask<T>(query: string, variables: object = {}): Promise<T> {
    return this.send<T>({ 'content-type': 'application/json' }, JSON.stringify({ query, variables }));
  }

  /** Uploads a file by the multipart specification, into the variable `file` of the mutation's input. */
  async upload<T>(query: string, input: object, file: { path: string; name: string }): Promise<T> {
    const form = new FormData();
    form.set('operations', JSON.stringify({ query, variables: { input: { ...input, file: null } } }));
    form.set('map', JSON.stringify({ 0: ['variables.input.file'] }));
    form.set('0', await openAsBlob(file.path), file.name);
    return this.send<T>({ 'apollo-require-preflight': 'true' }, form);
  }

  private async send<T>(headers: Record<string, string>, body: string | FormData): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        ...headers,
        'x-workspace': this.workspace,
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
      },
      body,
    });
    const { data, errors } = (await response.json()) as Answer<T>;
    if (errors?.[0] || !data) throw new Error(errors?.[0]?.message ?? `No answer (${response.status}).`);
    return data;
  }
}
