// A bare page on which tests mount islands. It is built for tests only and is no part of the product.
import '../src/styles/layers.css';
import * as door from '../src/compat';
import * as host from '../src/compat/host';

Object.assign(window, { host, door });
