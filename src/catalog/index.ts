export { catalogModule } from './catalog.module';
