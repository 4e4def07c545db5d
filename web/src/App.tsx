import {Center, Loader} from '@mantine/core';
import {useEffect} from 'react';
import {useTranslation} from 'react-i18next';
import {Navigate, Route, Routes, useLocation} from 'react-router';
import {useMe} from './api/session';
import {ErrorNote} from './components/ErrorNote';
import {SignInPage} from './pages/people/SignInPage';
import {ofMlflow} from './pages/runs/mlflowAddress';
import {pages} from './routes';
import {Shell} from './Shell';

export function App() {
  const {t} = useTranslation();
  const me = useMe();
  const {pathname, hash} = useLocation();
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [pathname]);

  if (me.isPending) {
    return (
      <Center h="100vh">
        <Loader aria-label={t('common.loading')} />
      </Center>
    );
  }
  if (me.isError) {
    return (
      <Center h="100vh" p="xl">
        <ErrorNote error={me.error} again={() => void me.refetch()} />
      </Center>
    );
  }
  if (!me.data) return <SignInPage />;
  const asked = pathname === '/' ? ofMlflow(hash) : null;
  if (asked !== null) return <Navigate to={asked} replace />;
  return (
    <Shell me={me.data}>
      <Routes>
        {pages.map((page) => (
          <Route key={page.path} path={page.path} element={<page.Page />} />
        ))}
      </Routes>
    </Shell>
  );
}
