import {lazy, type ComponentType} from 'react';

interface Page {
  path: string;
  Page: ComponentType;
}

/** Every page of the platform and where it stands. */
export const pages: Page[] = [
  {path: '/', Page: lazy(() => import('./pages/home/HomePage'))},
  {path: '/people', Page: lazy(() => import('./pages/people/PeoplePage'))},
  {path: '*', Page: lazy(() => import('./pages/home/NotFoundPage'))},
];
