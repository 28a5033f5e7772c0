// `npm run build`: the frontend, if anything it is made of has changed.
import { buildFrontend } from './bootstrap.mjs';

try {
  await buildFrontend();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
