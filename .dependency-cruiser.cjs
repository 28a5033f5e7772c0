// Imports go one way: src → shared ← server; in the server transport and http → rooms → interfaces ← store, notify.
const wiring = '^server/(main|admin|migrate)\\.ts$';
const tests = '\\.test\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing-missing',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^\\$(app|env|service-worker)|^@lucide/svelte/icons/' },
    },
    {
      name: 'shared-is-pure',
      comment: 'shared/ runs in the browser and in Node: no input or output, no packages but these.',
      severity: 'error',
      from: { path: '^shared/', pathNot: tests },
      to: { pathNot: '^shared/|^node_modules/(yjs|zod|lib0)/' },
    },
    {
      name: 'the-app-knows-only-shared',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: '^(server|migrations|test|e2e|bench|scripts)/' },
    },
    {
      name: 'the-server-knows-only-shared',
      severity: 'error',
      from: { path: '^server/', pathNot: tests },
      to: { path: '^(src|test|e2e|bench|scripts)/', pathNot: '^src/lib/paraglide/' },
    },
    {
      name: 'rooms-know-no-network-and-no-database',
      severity: 'error',
      from: { path: '^server/rooms/' },
      to: {
        path: '^server/(store|http|transport|notify)/|^node_modules/(express|socket\\.io[^/]*|engine\\.io[^/]*|ws|sequelize|pg|redis|@redis|umzug|nodemailer)/',
      },
    },
    {
      name: 'transport-and-http-do-not-reach-behind-the-rooms',
      comment: 'What they need of the store or of notify is handed to them as an interface, by main.ts.',
      severity: 'error',
      from: { path: '^server/(transport|http)/', pathNot: tests },
      to: { path: '^server/(store|notify)/' },
    },
    {
      name: 'transport-and-http-are-apart',
      severity: 'error',
      from: { path: '^server/(transport|http)/', pathNot: tests },
      to: { path: '^server/(transport|http)/', pathNot: '^server/$1/' },
    },
    {
      name: 'store-and-notify-only-fill-interfaces',
      severity: 'error',
      from: { path: '^server/(store|notify)/', pathNot: tests },
      to: { path: '^server/(http|transport)/' },
    },
    {
      name: 'the-store-takes-only-types-of-the-rooms',
      severity: 'error',
      from: { path: '^server/(store|notify)/', pathNot: tests },
      to: { path: '^server/rooms/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-the-entrances-wire',
      severity: 'error',
      from: { path: '^(server|shared|src)/', pathNot: wiring },
      to: { path: wiring },
    },
    {
      name: 'no-development-packages-at-run-time',
      comment: 'The frontend is bundled before it runs; the server is not.',
      severity: 'error',
      from: { path: '^server/', pathNot: `${tests}|^server/http/.*dev` },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'type-import'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'src/lib/paraglide'] },
    exclude: { path: ['\\.svelte-kit/', '^build/'] },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'node', 'default', 'types'],
    },
  },
};
