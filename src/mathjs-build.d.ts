/** The single-file build that a bundle for a browser takes; mathjs declares its types for its main module only. */
declare module 'mathjs/lib/browser/math.js' {
  const build: import('./config/libraries.ts').MathjsBuild;
  export default build;
}
