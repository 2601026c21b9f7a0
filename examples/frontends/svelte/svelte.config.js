/** For Vite and svelte-check alike. */
export default { compilerOptions: { experimental: { async: true } } }
