export { profilesModule } from './profiles.module';
