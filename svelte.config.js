import adapter from '@sveltejs/adapter-static';

const installed = /[\\/]node_modules[\\/]/;

/** @type {import('@sveltejs/kit').Config} */
export default {
  compilerOptions: { runes: ({ filename }) => (installed.test(filename) ? undefined : true) },
  kit: {
    adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html', strict: true }),
    // Kit's own inline script is let in by its hash, in a <meta> of the page; server/http says the rest.
    csp: { mode: 'hash', directives: { 'script-src': ['self'] } },
    typescript: {
      config: (config) => ({
        ...config,
        include: [
          'ambient.d.ts',
          'env.d.ts',
          'non-ambient.d.ts',
          './types/**/$types.d.ts',
          '../src/**/*.js',
          '../src/**/*.ts',
          '../src/**/*.svelte',
          '../vite.config.ts',
        ],
      }),
    },
  },
};
