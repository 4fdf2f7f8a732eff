export { catalogModule } from './catalog.module';
export { holdVariantImages } from './hold-variant-images';
