import sharp from 'sharp';
import { accountsModule, createWorkspace } from '../../src/accounts';
import { mediaModule } from '../../src/media';
import { profilesModule } from '../../src/profiles';
import { eventually } from '../support/eventually';
import { startTestApp, type TestApp } from '../support/test-app';
import { type TestClient } from '../support/test-client';

const PASSWORD = 'a password of tests';

describe('an application with profiles, without catalog and stock', () => {
  let app: TestApp;
  let owner: TestClient;

  beforeAll(async () => {
    const modules = [accountsModule, mediaModule, profilesModule];
    app = await startTestApp({ modules, workers: ['relay', 'image'] });
    const account = { email: 'owner@example.com', password: PASSWORD };
    await createWorkspace(app.db.unitOfWork, { slug: 'club', name: 'The Club', owner: account });
    owner = await app.client('club').signedIn(account.email, PASSWORD);
  });
  afterAll(() => app.close());

  it('knows users and workspaces as what media can be attached to, and nothing else', async () => {
    expect(await owner.data('{ mediaEntityTypes { name roles { name accepts maxItems } } }')).toEqual({
      mediaEntityTypes: [
        { name: 'user', roles: [{ name: 'avatar', accepts: ['IMAGE'], maxItems: 1 }] },
        {
          name: 'workspace',
          roles: [
            { name: 'logo', accepts: ['IMAGE'], maxItems: 1 },
            { name: 'banner', accepts: ['IMAGE'], maxItems: 1 },
          ],
        },
      ],
    });
  });

  it('takes an avatar, processes it and shows it', async () => {
    const portrait = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#307050' } })
      .png()
      .toBuffer();
    await owner.uploadAlone(
      'mutation ($file: Upload!) { avatarUpload(file: $file) { userErrors { code } } }',
      new Blob([new Uint8Array(portrait)]),
      'me.png',
    );
    await eventually(async () => {
      const { me } = await owner.data<{ me: { avatar: { width: number; alt: string } } }>(
        '{ me { avatar { width alt } } }',
      );
      expect(me.avatar).toEqual({ width: 64, alt: 'owner' });
    });
  });
});
