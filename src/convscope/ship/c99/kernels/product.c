/* Matrices, row by row: (outer, rows, inner) by (outer, inner, columns). */
static void product(const float *a, const float *b, float *y, int outer, int rows, int inner, int columns)
{
    for (int run = 0; run < outer; ++run, a += rows * inner, b += inner * columns)
        for (int row = 0; row < rows; ++row, y += columns) {
            for (int column = 0; column < columns; ++column)
                y[column] = 0;
            for (int k = 0; k < inner; ++k)
                for (int column = 0; column < columns; ++column)
                    y[column] += a[row * inner + k] * b[k * columns + column];
        }
}
