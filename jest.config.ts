/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

// Packages that ship ES modules alone: jest's own loader cannot `require` them, so swc turns them into CommonJS.
const ESM_ONLY = [
  'file-type',
  'strtok3',
  'token-types',
  '@tokenizer',
  '@borewit',
  'uint8array-extras',
  'jose',
  'thumbhash',
  'async-function',
  'async-generator-function',
  'generator-function',
];

const config: Config = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['node', 'require', 'module-sync', 'default'] },
  testMatch: ['<rootDir>/{src,workers,test,scripts}/**/*.test.ts'],
  transform: { '^.+\\.(t|j|mj)s$': '@swc/jest' },
  transformIgnorePatterns: [`node_modules/(?!(${ESM_ONLY.join('|')})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  maxWorkers: 2,
  testTimeout: 60_000,
};

export default config;
