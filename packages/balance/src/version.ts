/** Kept equal to package.json by a test. */
export const PACKAGE_NAME = '@fuelgauge/balance';
export const PACKAGE_VERSION = '0.1.0';
