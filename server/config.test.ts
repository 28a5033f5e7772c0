import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

let DATA_DIR: string;
beforeEach(() => {
  DATA_DIR = mkdtempSync(join(tmpdir(), 'team-oclock-config-'));
});
afterEach(() => {
  rmSync(DATA_DIR, { recursive: true, force: true });
});

const hosted = {
  ORIGIN: 'https://retro.example.com',
  MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  SMTP_URL: 'smtps://user:secret@mail.example.com',
};

function problemsOf(env: Record<string, string>): string[] {
  try {
    readConfig({ DATA_DIR, ...env });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ variable }) => variable).sort();
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('needs nothing on a machine of one’s own', () => {
    const config = readConfig({ DATA_DIR });
    expect(config).toMatchObject({
      env: 'production',
      host: '127.0.0.1',
      port: 3000,
      origin: 'http://localhost:3000',
      loopback: true,
      trustProxy: 0,
      dataDir: DATA_DIR,
      database: undefined,
      redis: undefined,
      keysDir: join(DATA_DIR, 'keys'),
      mail: { smtpUrl: undefined, from: "Team O'clock <no-reply@localhost>" },
      logLevel: 'info',
    });
  });

  it('takes the port into the origin, and an empty variable for none', () => {
    expect(readConfig({ DATA_DIR, PORT: '4100', REDIS_URL: '' })).toMatchObject({
      origin: 'http://localhost:4100',
      redis: undefined,
    });
  });

  it('makes a private master key once', () => {
    const first = readConfig({ DATA_DIR }).masterKey;
    expect(first).toHaveLength(32);
    expect(readConfig({ DATA_DIR }).masterKey).toEqual(first);
    expect(statSync(join(DATA_DIR, 'master.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(DATA_DIR)).toEqual(['master.key']);
  });

  it('refuses a damaged master key file rather than replace it', () => {
    writeFileSync(join(DATA_DIR, 'master.key'), 'short\n');
    expect(problemsOf({})).toEqual(['MASTER_KEY']);
  });

  it('listens to everyone and writes no key where the origin is elsewhere', () => {
    const config = readConfig({ DATA_DIR, ...hosted, KEYS_URL: 'file:///var/keys' });
    expect(config).toMatchObject({ host: '0.0.0.0', loopback: false, keysDir: '/var/keys' });
    expect(config.masterKey).toEqual(Buffer.alloc(32, 7));
    expect(readdirSync(DATA_DIR)).toEqual([]);
  });

  it('asks for mail and a master key where the origin is elsewhere', () => {
    expect(problemsOf({ ORIGIN: hosted.ORIGIN })).toEqual(['MASTER_KEY', 'SMTP_URL']);
  });

  it.each([
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://0.0.0.0:3000',
    'http://10.0.0.1',
  ])('does not take %s for this machine', (ORIGIN) => {
    expect(problemsOf({ ORIGIN })).toEqual(['MASTER_KEY', 'SMTP_URL']);
  });

  it.each(['http://127.0.0.1:3000', 'http://[::1]:3000', 'http://retro.localhost'])(
    'takes %s for this machine',
    (ORIGIN) => {
      expect(readConfig({ DATA_DIR, ORIGIN }).loopback).toBe(true);
    },
  );

  it('reads a pinned certificate from the variable or from a file', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----';
    const file = join(DATA_DIR, 'ca.pem');
    writeFileSync(file, pem);
    const DATABASE_URL = 'postgres://db.example.com/app';
    for (const DATABASE_CA of [pem, pem.replaceAll('\n', '\\n'), file]) {
      expect(readConfig({ DATA_DIR, DATABASE_URL, DATABASE_CA }).database).toEqual({
        url: DATABASE_URL,
        ca: pem,
      });
    }
  });

  it.each([
    ['PORT', '0'],
    ['PORT', '70000'],
    ['PORT', '3000x'],
    ['ORIGIN', 'https://retro.example.com/'],
    ['ORIGIN', 'retro.example.com'],
    ['ORIGIN', 'ftp://retro.example.com'],
    ['HOST', 'a b'],
    ['TRUST_PROXY', 'true'],
    ['DATABASE_URL', 'mysql://db.example.com'],
    ['DATABASE_CA', '/no/such/file'],
    ['REDIS_URL', 'db.example.com:6379'],
    ['REDIS_CA', '-----BEGIN CERTIFICATE-----'],
    ['MASTER_KEY', 'too short'],
    ['KEYS_URL', 's3://bucket/keys'],
    ['KEYS_URL', 'file:relative'],
    ['SMTP_URL', 'https://mail.example.com'],
    ['MAIL_FROM', 'nobody\r\nBcc: everyone@example.com'],
    ['NODE_ENV', 'prod'],
    ['LOG_LEVEL', 'loud'],
  ])('names %s when it is %j', (variable, value) => {
    expect(problemsOf({ [variable]: value })).toContain(variable);
  });

  it('names everything that is wrong at once, and repeats no value', () => {
    const env = {
      ORIGIN: hosted.ORIGIN,
      PORT: 'x',
      DATABASE_URL: 'mysql://u:hunter2@db',
      MASTER_KEY: 'hunter2',
    };
    expect(problemsOf(env)).toEqual(['DATABASE_URL', 'MASTER_KEY', 'PORT', 'SMTP_URL']);
    expect(() => readConfig({ DATA_DIR, ...env })).toThrow(/^(?!.*hunter2)/s);
  });
});
