import adapter from '@sveltejs/adapter-static';

const installed = /[\\/]node_modules[\\/]/;

/** @type {import('@sveltejs/kit').Config} */
export default {
  compilerOptions: { runes: ({ filename }) => (installed.test(filename) ? undefined : true) },
  kit: {
    adapter: adapter({
      pages: 'build',
      assets: 'build',
      fallback: 'index.html',
      precompress: true,
      strict: true,
    }),
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
