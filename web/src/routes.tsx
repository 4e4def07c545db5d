import {lazy, type ComponentType} from 'react';

interface Page {
  path: string;
  Page: ComponentType;
}

/** Every page of the platform and where it stands. */
export const pages: Page[] = [
  {path: '/', Page: lazy(() => import('./pages/home/HomePage'))},
  {path: '/data', Page: lazy(() => import('./pages/data/DatasetsPage'))},
  {path: '/data/:id', Page: lazy(() => import('./pages/data/DatasetPage'))},
  {path: '/problems', Page: lazy(() => import('./pages/problems/ProblemsPage'))},
  {path: '/problems/:id', Page: lazy(() => import('./pages/problems/ProblemPage'))},
  {path: '/sessions', Page: lazy(() => import('./pages/sessions/SessionsPage'))},
  {path: '/sessions/new', Page: lazy(() => import('./pages/sessions/NewSessionPage'))},
  {path: '/sessions/new-workplace', Page: lazy(() => import('./pages/sessions/NewWorkplacePage'))},
  {path: '/sessions/:id', Page: lazy(() => import('./pages/sessions/SessionPage'))},
  {path: '/sweeps', Page: lazy(() => import('./pages/sweeps/SweepsPage'))},
  {path: '/sweeps/new', Page: lazy(() => import('./pages/sweeps/NewSweepPage'))},
  {path: '/sweeps/:id', Page: lazy(() => import('./pages/sweeps/SweepPage'))},
  {path: '/room', Page: lazy(() => import('./pages/room/RoomPage'))},
  {path: '/room/pools/new', Page: lazy(() => import('./pages/pools/NewPoolPage'))},
  {path: '/room/pools/:name', Page: lazy(() => import('./pages/pools/PoolPage'))},
  {path: '/runs', Page: lazy(() => import('./pages/runs/RunsPage'))},
  {path: '/runs/compare', Page: lazy(() => import('./pages/compare/ComparePage'))},
  {path: '/runs/:id', Page: lazy(() => import('./pages/runs/RunPage'))},
  {path: '/models', Page: lazy(() => import('./pages/models/ModelsPage'))},
  {path: '/models/:id', Page: lazy(() => import('./pages/models/ModelPage'))},
  {path: '/endpoints', Page: lazy(() => import('./pages/endpoints/EndpointsPage'))},
  {path: '/endpoints/:id', Page: lazy(() => import('./pages/endpoints/EndpointPage'))},
  {path: '/people', Page: lazy(() => import('./pages/people/PeoplePage'))},
  {path: '*', Page: lazy(() => import('./pages/home/NotFoundPage'))},
];
