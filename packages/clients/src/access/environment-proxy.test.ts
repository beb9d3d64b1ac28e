import { describe, expect, it } from 'vitest';
import { environmentProxy } from './environment-proxy.ts';

const PROXY = { HTTP_PROXY: 'http://proxy:3128', HTTPS_PROXY: 'http://secure-proxy:3129' };

describe('the proxy of the environment', () => {
  it.each([
    ['for http', 'http://engine:8000/v1', PROXY, 'HTTP_PROXY', 'http://proxy:3128'],
    ['for https', 'https://engine/v1', PROXY, 'HTTPS_PROXY', 'http://secure-proxy:3129'],
    [
      'small letters win',
      'http://engine/v1',
      { ...PROXY, http_proxy: 'http://other:1' },
      'http_proxy',
      'http://other:1',
    ],
    ['without a scheme', 'http://engine/v1', { HTTP_PROXY: 'proxy:3128' }, 'HTTP_PROXY', 'http://proxy:3128'],
    ['without its password', 'http://engine/v1', { HTTP_PROXY: 'http://me:secret@p:1' }, 'HTTP_PROXY', 'http://p:1'],
  ])('%s', (_, url, env, variable, text) => {
    expect(environmentProxy(url, env)).toMatchObject({ variable, text });
  });

  it('keeps the credentials for whoever connects', () => {
    expect(environmentProxy('http://engine/', { HTTP_PROXY: 'http://me:s%40cret@p:1' })?.url).toBe(
      'http://me:s%40cret@p:1/',
    );
  });

  it.each([
    ['nothing is set', 'http://engine/', {}],
    ['it is set to nothing', 'http://engine/', { HTTP_PROXY: ' ' }],
    ['only the other scheme has one', 'https://engine/', { HTTP_PROXY: 'http://proxy:1' }],
    ['the server is on loopback', 'http://127.0.0.1:8000/', PROXY],
    ['the server is on loopback, by name', 'http://localhost:8000/', PROXY],
    ['the server is on loopback, version 6', 'http://[::1]:8000/', PROXY],
    ['all are excepted', 'http://engine/', { ...PROXY, NO_PROXY: '*' }],
    ['its name is excepted', 'http://ENGINE/', { ...PROXY, NO_PROXY: 'other, Engine' }],
    ['a name above it is excepted', 'http://a.lan.example/', { ...PROXY, no_proxy: '.lan.example' }],
    ['a name above it is excepted, without a dot', 'http://a.lan.example/', { ...PROXY, no_proxy: 'lan.example' }],
    ['a name above it is excepted, with a star', 'http://a.lan.example/', { ...PROXY, no_proxy: '*.lan.example' }],
    ['its port is excepted', 'http://engine:8000/', { ...PROXY, NO_PROXY: 'engine:8000' }],
    ['its usual port is excepted', 'https://engine/', { ...PROXY, NO_PROXY: 'engine:443' }],
    ['its address is excepted', 'http://10.1.2.3/', { ...PROXY, NO_PROXY: '10.1.2.3' }],
    ['its network is excepted', 'http://10.1.2.3/', { ...PROXY, NO_PROXY: '10.0.0.0/8' }],
    ['its network of version 6 is excepted', 'http://[fd00::7]/', { ...PROXY, NO_PROXY: 'fd00::/8' }],
    ['its address of version 6 is excepted', 'http://[fd00::7]:80/', { ...PROXY, NO_PROXY: '[fd00::7]:80' }],
  ])('is none where %s', (_, url, env) => {
    expect(environmentProxy(url, env)).toBeUndefined();
  });

  it.each([
    ['another name that ends alike', 'http://myengine/', 'engine'],
    ['another port', 'http://engine:8001/', 'engine:8000'],
    ['another network', 'http://11.1.2.3/', '10.0.0.0/8'],
    ['a network with a broken mask', 'http://10.1.2.3/', '10.0.0.0/99'],
    ['an address whose end is excepted', 'http://10.1.2.3/', '2.3'],
  ])('is there for %s', (_, url, exceptions) => {
    expect(environmentProxy(url, { ...PROXY, NO_PROXY: exceptions })).toBeDefined();
  });

  it.each(['socks5://proxy:1080', 'http://', '::'])(
    'refuses %s by the name of its variable, not by its value',
    (value) => {
      expect(() => environmentProxy('http://engine/', { http_proxy: value })).toThrow(
        /^http_proxy: not the URL of an HTTP proxy$/,
      );
    },
  );
});
