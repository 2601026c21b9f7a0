import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { common } from '../shared/vite.ts'

// Vue does not know this element yet.
const compilerOptions = { isCustomElement: (tag: string) => tag === 'search' }

export default defineConfig({ ...common, plugins: [vue({ template: { compilerOptions } })] })
