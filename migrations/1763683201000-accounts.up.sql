-- Workspaces, their users, and who is signed in. A user belongs to one workspace; a session is one sign-in, and
-- its refresh tokens are one family: whoever replays a used one ends them all.

CREATE TABLE workspace (
  id            uuid        NOT NULL,
  slug          text        NOT NULL,
  name          text        NOT NULL,
  currency_code text        NOT NULL,
  version       integer     NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT workspace_pk PRIMARY KEY (id),
  CONSTRAINT workspace_slug_unique UNIQUE (slug),
  CONSTRAINT workspace_slug_shape CHECK (slug ~ '^[a-z0-9-]{2,63}$'),
  CONSTRAINT workspace_currency_shape CHECK (currency_code ~ '^[A-Z]{3}$')
);
CALL protect_workspace_table('workspace', 'id');

CREATE TABLE users (
  workspace_id          uuid        NOT NULL,
  id                    uuid        NOT NULL,
  email                 text,
  username              text,
  first_name            text,
  last_name             text,
  role                  text        NOT NULL,
  password_hash         text,
  email_verified        boolean     NOT NULL DEFAULT false,
  phone                 text,
  preferred_currency    text,
  preferred_language    text,
  newsletter_subscribed boolean     NOT NULL DEFAULT false,
  version               integer     NOT NULL DEFAULT 1,
  created_at            timestamptz NOT NULL DEFAULT now(),
  updated_at            timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT users_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT users_workspace_fk FOREIGN KEY (workspace_id) REFERENCES workspace (id),
  CONSTRAINT users_role CHECK (role IN ('OWNER', 'ADMIN', 'EDITOR', 'CUSTOMER'))
);
CREATE UNIQUE INDEX users_email_unique ON users (workspace_id, lower(email));
CALL protect_workspace_table('users');

CREATE TABLE session (
  workspace_id uuid        NOT NULL,
  id           uuid        NOT NULL,
  user_id      uuid        NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  revoked_at   timestamptz,
  ip           text,
  user_agent   text,
  CONSTRAINT session_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT session_user_fk FOREIGN KEY (workspace_id, user_id) REFERENCES users (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX session_of_user ON session (workspace_id, user_id);
CALL protect_workspace_table('session');

CREATE TABLE refresh_token (
  workspace_id uuid        NOT NULL,
  id           uuid        NOT NULL,
  session_id   uuid        NOT NULL,
  token_hash   bytea       NOT NULL,
  issued_at    timestamptz NOT NULL DEFAULT now(),
  expires_at   timestamptz NOT NULL,
  used_at      timestamptz,
  CONSTRAINT refresh_token_pk PRIMARY KEY (workspace_id, id),
  CONSTRAINT refresh_token_hash_unique UNIQUE (workspace_id, token_hash),
  CONSTRAINT refresh_token_session_fk FOREIGN KEY (workspace_id, session_id) REFERENCES session (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX refresh_token_session ON refresh_token (workspace_id, session_id);
CALL protect_workspace_table('refresh_token');
